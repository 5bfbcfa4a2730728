/**
 * A stub of the service for tests without AWS: {@link io.github.titanembeddings.testing.TitanStub}
 * responds over HTTP as Titan does.
 *
 * <p>The HTTP server needs the optional dependency {@code org.wiremock:wiremock-standalone}.
 */
@NullMarked
package io.github.titanembeddings.testing;

import org.jspecify.annotations.NullMarked;
