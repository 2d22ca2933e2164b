/* What the second screen runs: it asks every second whether the desk has something else to show. */

import "../../vendor/htmx.esm.min.js";
import "../speech/start.js";
