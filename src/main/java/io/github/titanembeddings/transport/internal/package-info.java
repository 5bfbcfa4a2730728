/**
 * {@code AwsClientFactory} builds AWS SDK clients with the retries of {@code RetryStrategies} over
 * {@code HttpClientDefaults}, whose attempts {@code CallRecord} counts; {@code InvokeModelMapping}
 * builds requests and reads responses. {@code BedrockErrors} translates error responses, {@code
 * TransportFailures} calls without a response, and {@code IdempotentSubmit} submits jobs.
 */
@NullMarked
package io.github.titanembeddings.transport.internal;

import org.jspecify.annotations.NullMarked;
