// a link to a claim opens it
function unfold() { const claim = location.hash && document.getElementById(location.hash.slice(1)); if (claim && claim.tagName === "DETAILS") { claim.open = true; claim.scrollIntoView(); } }
addEventListener("hashchange", unfold); unfold();
