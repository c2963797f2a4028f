"""监督与质效: screening, boards, the rules page. Reads the others, writes its own hits."""
