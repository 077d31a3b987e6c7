"""Tests of the sample corpus and its generator."""
