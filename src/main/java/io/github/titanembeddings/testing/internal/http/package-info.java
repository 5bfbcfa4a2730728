/** The stub of the Bedrock runtime on WireMock. */
@NullMarked
package io.github.titanembeddings.testing.internal.http;

import org.jspecify.annotations.NullMarked;
