// offline: shows the banner while the browser has no network.

function show() {
  const banner = document.getElementById("offline");
  if (banner) banner.hidden = navigator.onLine;
}

addEventListener("online", show);
addEventListener("offline", show);
show();
