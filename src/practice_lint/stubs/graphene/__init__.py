"""Sketch of graphene 3.

The driver runs `resolve_<field>(root, info, **args)` of each type and `mutate(root, info, **input)` of each mutation,
arguments being request input and `info.context` the request; results escape.
"""


class ObjectType:
    pass


class InputObjectType:
    pass


class Interface:
    pass


class Node(Interface):
    pass


class Mutation(ObjectType):
    pass


class ClientIDMutation(Mutation):
    @classmethod
    def mutate(cls, root, info, input):
        return cls.mutate_and_get_payload(root, info, **input)
