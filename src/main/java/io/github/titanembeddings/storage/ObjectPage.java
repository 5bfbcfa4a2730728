package io.github.titanembeddings.storage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a listing. Immutable.
 *
 * @param objects the objects ordered by key, without their hashes
 * @param next the token that {@link ObjectStore#list} takes for the next page; null on the last
 */
public record ObjectPage(List<ObjectInfo> objects, @Nullable String next) {
  public ObjectPage {
    objects = List.copyOf(objects);
  }

  @Override
  public String toString() {
    return "ObjectPage[" + objects.size() + " objects" + (next == null ? "" : ", more") + "]";
  }
}
