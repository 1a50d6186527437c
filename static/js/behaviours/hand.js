// hand: the calendar under the mouse, the finger and the keys. docs/gestures.md says what each gesture does and costs.

import "../schedule/drag.js";
import "../schedule/keys.js";
import "../schedule/press.js";
import "../schedule/sweep.js";
