/**
 * Observations and metrics of calls and bulk runs, for Micrometer.
 *
 * <p>Spans reach OpenTelemetry through Micrometer Tracing's bridge ({@code
 * micrometer-tracing-bridge-otel}): one listener then serves OpenTelemetry and Brave, takes the
 * parent from either, and works with the registry that Spring Boot configures. Names follow the
 * OpenTelemetry semantic conventions for generative AI.
 */
@NullMarked
package io.github.titanembeddings.micrometer;

import org.jspecify.annotations.NullMarked;
