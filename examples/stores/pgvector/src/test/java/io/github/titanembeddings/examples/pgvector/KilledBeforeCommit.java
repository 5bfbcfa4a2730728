package io.github.titanembeddings.examples.pgvector;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.Journal;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.ds.PGSimpleDataSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Embeds 120 products, and dies without cleanup where it would commit the second transaction. */
final class KilledBeforeCommit {
  static final int STATUS = 137;

  public static void main(String[] args) throws Exception {
    AtomicInteger commits = new AtomicInteger();
    PGSimpleDataSource postgres =
        new PGSimpleDataSource() {
          @Override
          public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            return (Connection)
                Proxy.newProxyInstance(
                    Connection.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) -> {
                      if (method.getName().equals("commit") && commits.incrementAndGet() == 2) {
                        Runtime.getRuntime().halt(STATUS);
                      }
                      return method.invoke(connection, arguments);
                    });
          }
        };
    postgres.setUrl(args[0]);
    try (TitanEmbeddingsAsyncClient titan =
            TitanEmbeddingsAsyncClient.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .endpointOverride(URI.create(args[1]))
                .build();
        Journal journal = Journal.open(Path.of(args[2]), titan.modelId())) {
      new StoreInPgvector(postgres, "products", 256).embed(titan, journal, Catalog.of(120));
    }
  }
}
