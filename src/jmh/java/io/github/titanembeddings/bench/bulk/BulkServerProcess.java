package io.github.titanembeddings.bench.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.model.EmbeddingConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;

/** A running {@link BulkServer} and its clients. */
final class BulkServerProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;
  private final URI endpoint;

  BulkServerProcess(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Dsun.net.httpserver.nodelay=true",
                "-Dsun.net.httpserver.maxIdleConnections=1000",
                "-cp",
                System.getProperty("java.class.path"),
                BulkServer.class.getName()));
    command.addAll(List.of(arguments));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    endpoint = URI.create("http://127.0.0.1:" + output.readLine());
  }

  /** Returns the server's counters. */
  String counts() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    return output.readLine();
  }

  TitanEmbeddingsAsyncClient client() {
    return TitanEmbeddingsAsyncClient.builder()
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("stub", "stub")))
        .endpointOverride(endpoint)
        .embeddingConfig(EmbeddingConfig.of(256))
        .bedrockRuntime(
            sdk ->
                sdk.httpClientBuilder(
                    NettyNioAsyncHttpClient.builder()
                        .protocol(Protocol.HTTP1_1)
                        .maxConcurrency(64)))
        .build();
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.destroy();
  }
}
