"""Deliveries of a hub to other systems through faults: what is lost, doubled or out of order?"""
