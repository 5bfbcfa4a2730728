/**
 * A stand-in for the service, for tests without AWS: {@code TitanStub} answers over HTTP as Titan
 * does, {@code TestImages} makes pictures.
 *
 * <p>{@code TitanStub} needs the optional dependency {@code org.wiremock:wiremock-standalone}.
 */
@NullMarked
package io.github.titanembeddings.testing;

import org.jspecify.annotations.NullMarked;
