package enum CorePlaceholder {}
