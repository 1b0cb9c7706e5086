"use strict";
(function () {
  var page = document.documentElement;
  var made = Number(page.getAttribute("data-made"));
  var limit = Number(page.getAttribute("data-old"));
  function look() {
    var age = Date.now() / 1000 - made;
    // Two minutes ahead: the clock of the screen, or of the machine, cannot be right.
    var old = !(age <= limit && age >= -120);
    document.getElementById("old").hidden = !old;
    page.classList.toggle("old", old);
    if (old) { document.title = "OLD: do not believe this page"; }
  }
  look();
  setInterval(look, 1000);
})();
