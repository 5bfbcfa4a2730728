/**
 * {@code AwsClientFactory} builds AWS SDK clients over {@code HttpClientDefaults}, whose attempts
 * {@code CallRecord} counts; {@code BedrockErrors} translates what the service refuses, {@code
 * TransportFailures} calls without a response, and {@code IdempotentSubmit} submits jobs.
 */
@NullMarked
package io.github.titanembeddings.transport.internal;

import org.jspecify.annotations.NullMarked;
