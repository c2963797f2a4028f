"""案件与流程: case register, parties, facts, clocks, closing; the only place that writes them."""
