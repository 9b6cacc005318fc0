import { keepsDocument } from "./keeps.ts";

keepsDocument("whauto");
