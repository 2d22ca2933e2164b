/* What a mediator's pages run; speech is last, because it may wait for the rest of itself. */

import "./every_page.js";
import "../desk/lock.js";
import "../desk/bell.js";
import "../input/touch.js";
import "../speech/start.js";
