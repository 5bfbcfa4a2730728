package io.github.titanembeddings.examples.pgvector;

import io.github.titanembeddings.examples.pgvector.StoreInPgvector.Product;
import java.util.List;
import java.util.stream.IntStream;

/** The products of the tests. */
final class Catalog {
  private Catalog() {}

  static List<Product> of(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Product("" + i, "title " + i, "category " + i % 3, i))
        .toList();
  }
}
