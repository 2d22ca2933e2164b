/* What the pages of the hub run for those who use its keys. */

import "../hub/list_keys.js";
