// Says to the stylesheets that scripts run. Loaded without defer, so that nothing jumps.
document.documentElement.classList.add("js");
