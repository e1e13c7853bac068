"""From the few words that say what somebody wants to see - the fields of an address - to the view that cards are made of.

The dashboard keeps these words in its address, a report with each of its items: both show the same for the same words.
"""
