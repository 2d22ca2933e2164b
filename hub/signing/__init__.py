"""Signatures of services in PDF: their keys, sealed as other secrets are, and PAdES signatures made with them."""
