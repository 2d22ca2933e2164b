/* What the sign-in runs beside what every page does: the badge, by camera or from a file, and words that are shown. */

import "./badge.js";
import "./code-camera.js";
import "./reveal.js";
import "../input/files.js";
