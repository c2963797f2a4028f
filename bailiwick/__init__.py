"""Bailiwick 执行指挥中心平台: all our Python, one root package."""
