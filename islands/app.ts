/** Everything a page of the internal application needs beside its HTML. Each module looks after itself. */
import "./htmx";
import "./live";
import "./toasts";
import "./keyboard";
import "./offcanvas";
import "./tables";
import "./columns";
import "./copying";
import "./forms";
import "./drafts";
import "./drop";
import "./session";
import "./popovers";
import "./printing";
import "./explaining";
import "./suggestions";

document.documentElement.dataset.ready = ""; // from here on keys and clicks are ours
