package io.github.titanembeddings.transport.internal;

import java.net.URI;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsServiceClientConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.ServiceMetadata;

/** The region and host that a client of the AWS SDK calls, for error messages. Thread-safe. */
public final class Endpoint {
  private static final String UNKNOWN_REGION = "its region";

  private final String service;
  private final Supplier<? extends AwsServiceClientConfiguration> configuration;
  private volatile @Nullable String host;

  /** Reads the configuration when it is first needed, since a fake client may have none. */
  public Endpoint(String service, Supplier<? extends AwsServiceClientConfiguration> configuration) {
    this.service = service;
    this.configuration = configuration;
  }

  String region() {
    try {
      Region region = configuration.get().region();
      return region == null ? UNKNOWN_REGION : region.id();
    } catch (RuntimeException noConfiguration) {
      return UNKNOWN_REGION;
    }
  }

  /** Returns the host of the endpoint override, or else of the region. */
  String host() {
    String known = host;
    if (known == null) {
      known = readHost();
      host = known;
    }
    return known;
  }

  private String readHost() {
    try {
      AwsServiceClientConfiguration client = configuration.get();
      String override = client.endpointOverride().map(URI::getHost).orElse(null);
      return override != null
          ? override
          : ServiceMetadata.of(service).endpointFor(client.region()).toString();
    } catch (RuntimeException noConfiguration) {
      return "the endpoint";
    }
  }
}
