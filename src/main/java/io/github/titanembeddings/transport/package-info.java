/**
 * The connection to the service: a body goes out, a body comes back. {@code BedrockTransport} and
 * {@code AsyncBedrockTransport} go through the AWS SDK; a lambda that takes a call and gives a
 * reply is a transport too.
 *
 * <p>{@code BedrockConnection} holds region, credentials and endpoint once for both, so a transport
 * made by hand is set up as one that a client makes. {@code BedrockControlPlane} is the same for
 * the service's other half, where jobs and throughput are made.
 */
@NullMarked
package io.github.titanembeddings.transport;

import org.jspecify.annotations.NullMarked;
