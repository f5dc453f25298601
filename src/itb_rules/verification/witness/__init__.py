"""An assessment that shows what a solver found, replayed before it is shown."""
