"use strict";
(function () {
  var page = document.documentElement;
  var number = function (name) { return Number(page.getAttribute(name)); };
  var loaded = Date.now();
  var hold = document.getElementById("hold");
  var held = false;
  hold.hidden = false;
  hold.addEventListener("click", function () {
    held = !held;
    hold.setAttribute("aria-pressed", String(held));
  });
  function look() {
    var age = Date.now() / 1000 - number("data-made");
    // Two minutes ahead: the clock of the screen, or of the machine, cannot be right.
    var old = !(age <= number("data-old") && age >= -120);
    document.getElementById("old").hidden = !old;
    page.classList.toggle("old", old);
    if (old) { document.title = "OLD: do not believe this page"; }
    // Whoever holds it still to read it does not hold back what an old page must find out.
    if ((old || !held) && Date.now() - loaded >= number("data-refresh") * 1000) { location.reload(); }
  }
  look();
  setInterval(look, 1000);
})();
