"""The Internet Printing Protocol (IPP): the part that sending and following one job needs."""
