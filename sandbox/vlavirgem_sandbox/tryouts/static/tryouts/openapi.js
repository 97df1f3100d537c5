// Draws the contract in Swagger UI. The address of the document stands on the place itself, so no script is inline.
(() => {
  "use strict";
  const place = document.getElementById("openapi");
  if (!place || !window.SwaggerUIBundle) return;
  window.SwaggerUIBundle({
    url: place.dataset.document,
    domNode: place,
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    presets: [window.SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
    validatorUrl: null, // never asks a service outside this installation
  });
})();
