/**
 * The connection to the service: a body goes out, a body comes back. {@code BedrockTransport} and
 * {@code AsyncBedrockTransport} go through the AWS SDK; a lambda that takes a call and gives a
 * reply is a transport too.
 */
@NullMarked
package io.github.titanembeddings.transport;

import org.jspecify.annotations.NullMarked;
