package io.swarmd.agent.docker.request;

import io.swarmd.api.Driver;
import java.util.Map;

/** A named volume that is made before the container that mounts it. */
public record VolumeRequest(String name, Driver driver, Map<String, String> labels) {}
