// ankerl::unordered_dense under its own names, made of the standard containers. mediasoup uses only what both
// have. The standard ones keep references valid for longer, so code written for unordered_dense is safe with them.
#ifndef YUNQIAO_ANKERL_UNORDERED_DENSE_H
#define YUNQIAO_ANKERL_UNORDERED_DENSE_H

#include <functional>
#include <unordered_map>
#include <unordered_set>

namespace ankerl::unordered_dense
{
	template<class Key>
	using hash = std::hash<Key>;

	template<class Key, class Value, class Hash = hash<Key>, class Equal = std::equal_to<Key>>
	using map = std::unordered_map<Key, Value, Hash, Equal>;

	template<class Key, class Hash = hash<Key>, class Equal = std::equal_to<Key>>
	using set = std::unordered_set<Key, Hash, Equal>;
} // namespace ankerl::unordered_dense

#endif
