/* What the pages of a desk that is driven by keys run too. */

import "../case/dates.js";
import "../case/stepper.js";
import "../input/keys.js";
