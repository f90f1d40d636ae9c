/* The studio page: the composer on the left, the runs on the right. */
import "./composer/prompt.js";
import "./composer/order.js";
import "./composer/upload.js";
import "./composer/drop.js";
import "./composer/picker.js";
import "./composer/apply_hint.js";
import "./composer/size.js";
import "./composer/cost.js";
import "./composer/submit.js";
import "./composer/draft.js";
import "./composer/history.js";
import "./runs.js";
