console.info("sightline");
