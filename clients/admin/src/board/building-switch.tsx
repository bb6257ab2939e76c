import { Menu } from '@mantine/core';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { useT } from '../i18n/catalogue.tsx';

/** Which building the board shows; a plain name where there is only one. */
export function BuildingSwitch(props: {
  buildings: readonly { id: string; name: string }[];
  current: string;
  onChange: (name: string) => void;
}) {
  const t = useT();
  const current = props.buildings.find((building) => building.id === props.current);
  if (props.buildings.length < 2) return <span className="o-building">{current?.name}</span>;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button type="button" className="o-chip" aria-label={t('board.switchBuilding', { name: current?.name ?? '' })}>
          <b>{current?.name}</b>
          <Icon name="down" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {props.buildings.map((building) => (
          <Menu.Item
            key={building.id}
            role="menuitemradio"
            aria-checked={building.id === props.current}
            onClick={() => props.onChange(building.name)}
          >
            {building.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
