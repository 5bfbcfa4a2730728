package io.github.titanembeddings.testing.internal.http;

/**
 * Lets this module read WireMock, which {@code module-info} cannot name: its jar carries a copy of
 * {@code org.jspecify.annotations}, so it and {@code org.jspecify} cannot be modules side by side.
 */
public final class WireMockModule {
  private WireMockModule() {}

  public static void read() {
    try {
      Class<?> wireMock = Class.forName("com.github.tomakehurst.wiremock.WireMockServer");
      WireMockModule.class.getModule().addReads(wireMock.getModule());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
