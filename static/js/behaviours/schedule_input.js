// schedule_input: the calendar under the mouse, the finger and the keys. docs/gestures.md says what each gesture does and costs.

import "../availability/strips.js";
import "../schedule/drag.js";
import "../schedule/keyboard.js";
import "../schedule/long_press.js";
import "../schedule/range_select.js";
