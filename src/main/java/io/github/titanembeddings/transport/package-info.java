/**
 * The connection to the service, which sends a request body and returns the response body. {@code
 * BedrockTransport} and {@code AsyncBedrockTransport} use the AWS SDK; a lambda from call to reply
 * is a transport, too. {@code ConnectionConfig} holds the settings of both. Its nested {@code
 * AbstractBuilder} is the base of all client builders, and {@code ConnectionAccess} gives the
 * clients the settings that users cannot read. The clients, {@code finetune} and {@code batch}
 * share {@code internal}: the AWS clients, the control plane and the translation of failures.
 *
 * <h2>HTTP/1.1 is the default of both transports</h2>
 *
 * <p>InvokeModel is a unary call, so HTTP/2 has little to offer it. By default, the AWS SDK uses
 * HTTP/2 for its asynchronous client, because of bidirectional streams. Measured with AWS SDK
 * 2.57.8 over plain http against Jetty in a separate process, both protocols in turn, medians on 2
 * busy cores ({@code bench.Protocols}):
 *
 * <table>
 * <caption>The asynchronous client over both protocols</caption>
 * <tr><th>load<th>HTTP/1.1<th>HTTP/2
 * <tr><td>text, 64 in flight, 50 ms latency: client CPU per call<td>0.81 ms<td>1.16 ms
 * <tr><td>text, 64 in flight, no latency: client CPU per call<td>0.69 ms<td>0.93 ms
 * <tr><td>text, 64 in flight, no latency: throughput<td>312/s<td>294/s
 * <tr><td>15 MB images, 16 in flight: client CPU per call<td>67 ms<td>108 ms
 * <tr><td>15 MB images, 16 in flight: throughput<td>3.9/s<td>3.1/s
 * <tr><td>connections opened, 64 in flight<td>97 to 139<td>23 to 64
 * </table>
 *
 * <p>HTTP/2 does not even save many connections: the AWS SDK opens one for each call until the
 * first connection has its settings. The deciding factor is the handling of faults: over HTTP/1.1,
 * both transports pass the same fault matrix. Over HTTP/2, a fault of a connection fails all calls
 * on it, an early refusal of an upload is lost, and trailers or a 103 fail their call (retryable,
 * {@code CONNECTION}), since the AWS SDK's translation to HTTP/1.1 does not support them. The AWS
 * SDK keeps an HTTP/2 connection indefinitely even if it never sends its settings or responds to
 * nothing but pings; {@code RenewedHttpClient} therefore moves to new connections after a timeout.
 * Over HTTP/1.1 each timeout closes its connection.
 *
 * <h2>Queueing and logging</h2>
 *
 * <p>Calls beyond {@code maxConnections} are queued; the queue is unbounded. The AWS SDK counts
 * this wait toward the attempt, so the wait ends 1 second before the attempt or call times out (or
 * after half of it): the pool's error comes first and proves that nothing was sent. All AWS clients
 * of a transport share one pool.
 *
 * <p>Netty logs some broken connections itself, at WARN and with a stack trace, under {@code
 * io.netty.channel.DefaultChannelPipeline}. The library has no part in these: the exceptions pass
 * the AWS SDK's handlers, to which no option gives access. Every such failure is also thrown, so
 * that logger can be set to ERROR.
 */
@NullMarked
package io.github.titanembeddings.transport;

import org.jspecify.annotations.NullMarked;
