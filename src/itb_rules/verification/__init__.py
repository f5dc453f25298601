"""Proofs about rulebooks."""
