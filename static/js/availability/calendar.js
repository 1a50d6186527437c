// A year, or a month, of an artist's days under the mouse, the finger and the keys. docs/gestures.md says how.

import "./day_pointer.js";
import { keepStop } from "./day_keys.js";

document.addEventListener("htmx:after:swap", keepStop);
keepStop();
