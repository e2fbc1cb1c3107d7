"""How well what is found agrees with what a person marked: figures only, no rules."""
