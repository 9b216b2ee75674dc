// Node strips the types of what this loads: no compiler runs when the pack starts.
import "./pack.ts";
