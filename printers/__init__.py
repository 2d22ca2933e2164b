"""Printing: turns slips into bytes and delivers them to printers. Never imports kiosk."""
