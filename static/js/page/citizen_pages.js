/* What a citizen's pages run; speech is last, because it may wait for the rest of itself. */

import "./every_page.js";
import "../case/dates.js";
import "../case/stepper.js";
import "../input/hands.js";
import "../input/touch.js";
import "../speech/start.js";
