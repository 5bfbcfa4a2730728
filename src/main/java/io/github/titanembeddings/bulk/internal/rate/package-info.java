/**
 * Rate control of bulk runs. {@code RateLimiter} combines a token bucket for requests, one for
 * tokens, and {@code CubicRateController}, which finds the rate of an account from its throttling.
 *
 * <p>The AWS SDK's {@code AdaptiveRetryStrategy} has a token bucket with a CUBIC rate too, but does
 * not serve here: it belongs to one client, so that runs and models cannot share a quota; it knows
 * neither a configured rate nor tokens per minute, nor corrects an estimate; and a throttled
 * response lowers its rate by 30 %, here by 10 % once more than 1 % is throttled. In a simulation
 * of a quota that refills evenly (10 minutes, 64 calls in flight, 50 ms each) its bucket, as of SDK
 * 2.57.8, used 100 % of 2,000 requests per minute, but 57 % of 6,000 and 44 % of 20,000; with 600
 * per clock minute, 8.4 % of its requests were throttled. {@code CubicRateControllerTest} requires
 * at least 97 % of each quota, with at most 2 % throttled where the quota refills evenly.
 */
@NullMarked
package io.github.titanembeddings.bulk.internal.rate;

import org.jspecify.annotations.NullMarked;
