// A week of hours under the mouse, the finger and the keys, over the fields of a working pattern. docs/gestures.md says how.

import { drawAll } from "./week.js";
import "./day_menu.js";
import "./week_drag.js";
import "./week_keys.js";

document.addEventListener("htmx:after:swap", drawAll);
drawAll();
