/* What every page of the box runs. A build joins each file of `*_pages.js` and all that it imports into one. */

import "../../vendor/htmx.esm.min.js";
import "./focus.js";
import "./return.js";
import "../case/keep.js";
import "../case/communes.js";
import "../input/finger.js";
